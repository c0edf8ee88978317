{{/*
Labels. The selector is the part that never changes in an object's life; the rest may.
Both charts carry these files, so every definition starts with `groundplan.`.
*/}}

{{/* What selects the pods of this node. */}}
{{- define "groundplan.selector" -}}
app.kubernetes.io/name: {{ .Values.name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Labels of the pods of this node: what selects them, and what neighbours know them by. */}}
{{- define "groundplan.podLabels" -}}
{{ include "groundplan.selector" . }}
app.kubernetes.io/part-of: {{ .Values.partOf | quote }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "groundplan.labels" -}}
{{ include "groundplan.podLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | quote }}
{{- end }}

{{/* metadata.annotations of an object, or nothing. */}}
{{- define "groundplan.annotations" -}}
{{- with . }}
  annotations:
{{- include "groundplan.strings" . | trim | nindent 4 }}
{{- end }}
{{- end }}

{{/*
A map of strings, each on a line of its own. Quoted one by one: a YAML printer may choose block
text, whose last line breaks depend on what follows it.
*/}}
{{- define "groundplan.strings" -}}
{{- range $key, $value := . }}
{{ $key | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}
