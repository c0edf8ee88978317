{{/*
Volumes of a pod and their mounts. Files lie in one ConfigMap and are mounted one by one, so that
they can stand beside files of the image.
*/}}

{{/* A file's key in its ConfigMap: paths have slashes, keys must not. */}}
{{- define "groundplan.fileKey" -}}
{{- printf "%s-%s" (sha256sum . | trunc 8) (base .) -}}
{{- end }}

{{/* volumeMounts of a container. Argument: dict spec. Claims are mounted by their `path`. */}}
{{- define "groundplan.mounts" -}}
{{- $spec := .spec -}}
{{- $mounts := list -}}
{{- range $path, $content := include "groundplan.present" $spec.files | fromJson -}}
{{- $mounts = append $mounts (dict "name" "files" "mountPath" $path "subPath" (include "groundplan.fileKey" $path) "readOnly" true) -}}
{{- end -}}
{{- range $path, $content := include "groundplan.present" $spec.chartFiles | fromJson -}}
{{- $mounts = append $mounts (dict "name" "files" "mountPath" $path "subPath" (include "groundplan.fileKey" $path) "readOnly" true) -}}
{{- end -}}
{{- range $path, $ref := include "groundplan.present" $spec.secretFiles | fromJson -}}
{{- $mounts = append $mounts (dict "name" (printf "secret-%s" (sha256sum $path | trunc 8)) "mountPath" $path "subPath" "value" "readOnly" true) -}}
{{- end -}}
{{- range $name, $dir := include "groundplan.present" $spec.writable | fromJson -}}
{{- $mounts = append $mounts (dict "name" (printf "writable-%s" $name) "mountPath" $dir.path) -}}
{{- end -}}
{{- range $name, $claim := include "groundplan.present" $spec.volumes | fromJson -}}
{{- $mount := dict "name" (printf "claim-%s" $name) "mountPath" $claim.path -}}
{{- if $claim.subPath -}}{{- $_ := set $mount "subPath" $claim.subPath -}}{{- end -}}
{{- $mounts = append $mounts $mount -}}
{{- end -}}
{{- with $mounts -}}{{- toYaml . -}}{{- end -}}
{{- end }}

{{/*
volumes of a pod. Argument: dict spec, config (prefix of the ConfigMap `files`), claims (prefix of
the claims' names, or nothing where a StatefulSet makes them).
*/}}
{{- define "groundplan.volumes" -}}
{{- $spec := .spec -}}
{{- $config := .config -}}
{{- $claims := .claims -}}
{{- $volumes := list -}}
{{- if or (include "groundplan.present" $spec.files | fromJson) (include "groundplan.present" $spec.chartFiles | fromJson) -}}
{{- $volumes = append $volumes (dict "name" "files" "configMap" (dict "name" (printf "%s--files" $config) "defaultMode" 292)) -}}
{{- end -}}
{{- range $path, $ref := include "groundplan.present" $spec.secretFiles | fromJson -}}
{{- $item := dict "key" $ref.key "path" "value" -}}
{{- $secret := dict "secretName" $ref.secret "items" (list $item) "defaultMode" 288 -}}
{{- $volumes = append $volumes (dict "name" (printf "secret-%s" (sha256sum $path | trunc 8)) "secret" $secret) -}}
{{- end -}}
{{- range $name, $dir := include "groundplan.present" $spec.writable | fromJson -}}
{{- $empty := dict -}}
{{- if $dir.sizeLimit -}}{{- $_ := set $empty "sizeLimit" $dir.sizeLimit -}}{{- end -}}
{{- if $dir.memory -}}{{- $_ := set $empty "medium" "Memory" -}}{{- end -}}
{{- $volumes = append $volumes (dict "name" (printf "writable-%s" $name) "emptyDir" $empty) -}}
{{- end -}}
{{- if $claims -}}
{{- range $name, $claim := include "groundplan.present" $spec.volumes | fromJson -}}
{{- $volumes = append $volumes (dict "name" (printf "claim-%s" $name) "persistentVolumeClaim" (dict "claimName" (printf "%s--%s" $claims $name))) -}}
{{- end -}}
{{- end -}}
{{- with $volumes -}}{{- toYaml . -}}{{- end -}}
{{- end }}

{{/* spec of one claim. Argument: accessMode, size, storageClass. */}}
{{- define "groundplan.claimSpec" -}}
accessModes: [{{ .accessMode | default "ReadWriteOnce" }}]
{{- with .storageClass }}
storageClassName: {{ . | quote }}
{{- end }}
resources:
  requests:
    storage: {{ .size | quote }}
{{- end }}

{{/* ConfigMaps for env and files of a container. Argument: dict root, spec, config, annotations. */}}
{{- define "groundplan.configMaps" -}}
{{- $root := .root -}}
{{- $config := .config -}}
{{- with include "groundplan.present" .spec.env | fromJson }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ printf "%s--env" $config | quote }}
  labels:
    {{- include "groundplan.labels" $root | nindent 4 }}
data:
{{- include "groundplan.strings" . | trim | nindent 2 }}
{{- end }}
{{- $data := dict }}
{{- range $path, $content := include "groundplan.present" .spec.files | fromJson }}
{{- $_ := set $data (include "groundplan.fileKey" $path) $content }}
{{- end }}
{{- range $path, $file := include "groundplan.present" .spec.chartFiles | fromJson }}
{{- $content := $root.Files.Get $file }}
{{- if not $content }}
{{- fail (printf "the chart has no file %s" $file) }}
{{- end }}
{{- $_ := set $data (include "groundplan.fileKey" $path) $content }}
{{- end }}
{{- with $data }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ printf "%s--files" $config | quote }}
  labels:
    {{- include "groundplan.labels" $root | nindent 4 }}
data:
{{- include "groundplan.strings" . | trim | nindent 2 }}
{{- end }}
{{- end }}
