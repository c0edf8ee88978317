{{/*
One container from data. Argument: dict
  root    the chart's own context
  spec    image, command, args, ports, env, secretEnv, files, secretFiles, writable, probes, resources
  name    container name
  config  name prefix of the ConfigMaps that hold `env` and `files`
*/}}
{{- define "groundplan.container" -}}
{{- $spec := .spec -}}
{{- $config := .config -}}
name: {{ .name | quote }}
image: {{ include "groundplan.image" $spec.image | quote }}
imagePullPolicy: {{ $spec.image.pullPolicy | default "IfNotPresent" }}
{{- with $spec.command }}
command:
  {{- include "groundplan.words" . | trim | nindent 2 }}
{{- end }}
{{- with $spec.args }}
args:
  {{- include "groundplan.words" . | trim | nindent 2 }}
{{- end }}
{{- $ports := include "groundplan.present" $spec.ports | fromJson }}
{{- with $ports }}
ports:
  {{- range $name, $port := . }}
  - name: {{ $name | quote }}
    containerPort: {{ int $port.port }}
    protocol: {{ $port.protocol | default "TCP" }}
  {{- end }}
{{- end }}
{{- if include "groundplan.present" $spec.env | fromJson }}
# A ConfigMap hands a value over as it is; `env` would replace $(NAME) in it.
envFrom:
  - configMapRef:
      name: {{ printf "%s--env" $config | quote }}
{{- end }}
{{- with include "groundplan.present" $spec.secretEnv | fromJson }}
env:
  {{- range $name, $ref := . }}
  - name: {{ $name | quote }}
    valueFrom:
      secretKeyRef:
        name: {{ $ref.secret | quote }}
        key: {{ $ref.key | quote }}
  {{- end }}
{{- end }}
{{- range $kind := list "startup" "liveness" "readiness" }}
{{- with get ($spec.probes | default dict) $kind }}
{{ $kind }}Probe:
  {{- include "groundplan.probe" (dict "probe" . "ports" $ports) | nindent 2 }}
{{- end }}
{{- end }}
{{- with $spec.preStopSleepSeconds }}
# Endpoints forget a pod a little later than the pod is told to stop.
lifecycle:
  preStop:
    sleep:
      seconds: {{ int . }}
{{- end }}
{{- with include "groundplan.resources" $spec.resources }}
resources:
  {{- . | trim | nindent 2 }}
{{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: {{ $spec.readOnlyRootFilesystem }}
  runAsNonRoot: true
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
{{- with include "groundplan.mounts" (dict "spec" $spec) }}
volumeMounts:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{/* repository:tag, or repository@digest where a digest is known. */}}
{{- define "groundplan.image" -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ required "image.tag or image.digest is needed" .tag }}
{{- end -}}
{{- end }}

{{/* The entries of a map that are not null: an overlay takes an entry away by setting it to null. */}}
{{- define "groundplan.present" -}}
{{- $present := dict -}}
{{- range $key, $value := . -}}
{{- if not (kindIs "invalid" $value) -}}
{{- $_ := set $present $key $value -}}
{{- end -}}
{{- end -}}
{{- toJson $present -}}
{{- end }}

{{/* A list of words that Kubernetes must not expand: it reads $$ as one $. */}}
{{- define "groundplan.words" -}}
{{- range . }}
- {{ replace "$" "$$" . | quote }}
{{- end }}
{{- end }}

{{/* requests and limits, each without what is null. */}}
{{- define "groundplan.resources" -}}
{{- $resources := . | default dict -}}
{{- range $kind := list "requests" "limits" }}
{{- with include "groundplan.present" (get $resources $kind | default dict) | fromJson }}
{{ $kind }}:
  {{- include "groundplan.strings" . | trim | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* One probe. Argument: dict probe, ports (gRPC probes take a number, so names are looked up). */}}
{{- define "groundplan.probe" -}}
{{- $ports := .ports -}}
{{- with .probe -}}
{{- if .http -}}
httpGet:
  path: {{ .http.path | quote }}
  port: {{ include "groundplan.portNumber" (dict "port" .http.port "ports" $ports) }}
  scheme: {{ .http.scheme | default "HTTP" }}
{{- else if .tcp -}}
tcpSocket:
  port: {{ include "groundplan.portNumber" (dict "port" .tcp.port "ports" $ports) }}
{{- else if .grpc -}}
grpc:
  port: {{ include "groundplan.portNumber" (dict "port" .grpc.port "ports" $ports) }}
  {{- with .grpc.service }}
  service: {{ . | quote }}
  {{- end }}
{{- else if .exec -}}
exec:
  command:
    {{- include "groundplan.words" .exec.command | trim | nindent 4 }}
{{- else -}}
{{- fail "a probe needs one of http, tcp, grpc, exec" -}}
{{- end }}
{{- range $key := list "initialDelaySeconds" "periodSeconds" "timeoutSeconds" "successThreshold" "failureThreshold" }}
{{- $value := get $.probe $key }}
{{- if not (kindIs "invalid" $value) }}
{{- if $value }}
{{ $key }}: {{ int $value }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
{{- end }}

{{/* The number of a port given by name or number. */}}
{{- define "groundplan.portNumber" -}}
{{- if kindIs "string" .port -}}
{{- $port := get .ports .port -}}
{{- if not $port -}}{{- fail (printf "no port is called %q" .port) -}}{{- end -}}
{{- int $port.port -}}
{{- else -}}
{{- int .port -}}
{{- end -}}
{{- end }}
