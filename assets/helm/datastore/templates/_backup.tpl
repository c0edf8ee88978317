{{/*
Labels of the pods that copy the data. They are no pods of the node: its Services must not choose
them, and its neighbours must not reach them. A deployed name has no dot, so the name is free.
*/}}
{{- define "datastore.backupSelector" -}}
app.kubernetes.io/name: {{ printf "%s.backup" .Values.name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* template of a pod that works on the copies. Argument: dict root, config (prefix of its ConfigMaps' and claims' names), command. */}}
{{- define "datastore.backupPod" -}}
{{- $config := .config -}}
{{- $spec := set (deepCopy .root.Values.backup) "command" .command -}}
{{- with .root -}}
metadata:
  labels:
    {{- include "datastore.backupSelector" . | nindent 4 }}
    app.kubernetes.io/part-of: {{ .Values.partOf | quote }}
spec:
  {{- include "groundplan.podSettings" (dict "root" . "spec" $spec) | nindent 2 }}
  restartPolicy: Never
  containers:
    - {{ include "groundplan.container" (dict "root" . "spec" $spec "name" "backup" "config" $config) | indent 6 | trim }}
  volumes:
    {{- include "groundplan.volumes" (dict "spec" $spec "config" $config "claims" $config) | trim | nindent 4 }}
{{- end }}
{{- end }}
