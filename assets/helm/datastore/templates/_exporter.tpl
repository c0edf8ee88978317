{{/* The container that turns the engine's state into metrics, as the library reads it; as JSON. */}}
{{- define "datastore.exporter" -}}
{{- $port := dict "metrics" (dict "port" .Values.exporter.port) -}}
{{- merge (dict "ports" $port "readOnlyRootFilesystem" true) (deepCopy .Values.exporter) | toJson -}}
{{- end }}
