{{/*
Labels of the pods that copy the data. They are no pods of the node: its Services must not choose
them, and its neighbours must not reach them. A deployed name has no dot, so the name is free.
*/}}
{{- define "datastore.backupSelector" -}}
app.kubernetes.io/name: {{ printf "%s.backup" .Values.name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}
