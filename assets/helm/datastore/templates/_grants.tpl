{{/*
Labels of the pods of the grants Job. They are no pods of the node: its Services must not choose
them, and its neighbours must not reach them. A deployed name has no dot, so the name is free.
*/}}
{{- define "datastore.grantsSelector" -}}
app.kubernetes.io/name: {{ printf "%s.grants" .Values.name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* spec of the grants Job. Argument: dict root, config (prefix of its ConfigMaps' names). */}}
{{- define "datastore.grantsJob" -}}
{{- $config := .config -}}
{{- with .root -}}
backoffLimit: {{ int .Values.grants.backoffLimit }}
{{- with .Values.grants.activeDeadlineSeconds }}
activeDeadlineSeconds: {{ int . }}
{{- end }}
template:
  metadata:
    labels:
      {{- include "datastore.grantsSelector" . | nindent 6 }}
      app.kubernetes.io/part-of: {{ .Values.partOf | quote }}
    annotations:
      {{ include "groundplan.configChecksum" .Values.grants }}
  spec:
    {{- include "groundplan.podSettings" (dict "root" . "spec" .Values.grants) | nindent 4 }}
    restartPolicy: Never
    containers:
      - {{ include "groundplan.container" (dict "root" . "spec" .Values.grants "name" "grants" "config" $config) | indent 8 | trim }}
    {{- with include "groundplan.volumes" (dict "spec" .Values.grants "config" $config "claims" "") }}
    volumes:
      {{- . | trim | nindent 6 }}
    {{- end }}
{{- end }}
{{- end }}
