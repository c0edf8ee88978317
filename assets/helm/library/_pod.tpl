{{/*
The parts that every pod has. Argument of both: dict root, spec.
*/}}

{{/* Pod settings beside containers and volumes: PodSecurity *restricted*, no token. */}}
{{- define "groundplan.podSettings" -}}
{{- $values := .root.Values -}}
{{- $spec := .spec -}}
serviceAccountName: {{ $values.name | quote }}
automountServiceAccountToken: false
# Service links would add a variable per Service of the namespace; names come from the plan alone.
enableServiceLinks: false
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- with $spec.user }}
  {{- if .uid }}
  runAsUser: {{ int64 .uid }}
  {{- end }}
  {{- if .gid }}
  runAsGroup: {{ int64 .gid }}
  fsGroup: {{ int64 .gid }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* Where pods of this node may run. */}}
{{- define "groundplan.placement" -}}
{{- $values := .Values -}}
{{- $spread := list -}}
{{- if ne $values.spread.zone "none" -}}
{{- $spread = append $spread (dict "key" "topology.kubernetes.io/zone" "when" $values.spread.zone) -}}
{{- end -}}
{{- if ne $values.spread.host "none" -}}
{{- $spread = append $spread (dict "key" "kubernetes.io/hostname" "when" $values.spread.host) -}}
{{- end -}}
{{- $root := . -}}
{{- with $spread }}
topologySpreadConstraints:
  {{- range . }}
  - maxSkew: 1
    topologyKey: {{ .key }}
    whenUnsatisfiable: {{ .when }}
    labelSelector:
      matchLabels:
        {{- include "groundplan.selector" $root | nindent 8 }}
  {{- end }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
{{- include "groundplan.strings" . | trim | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* A checksum of what a container reads at its start: a change of it replaces the pods. */}}
{{- define "groundplan.configChecksum" -}}
checksum/config: {{ dict "env" .env "files" .files | toJson | sha256sum }}
{{- end }}
