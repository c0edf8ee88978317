{{/*
A NetworkPolicy that denies everything but the flows in `networkPolicy`. Argument: dict
  root      the chart's own context
  name      object name
  selector  labels of the pods it is for, as YAML
  policy    dns, ingress, egress
  annotations, types  where wanted: annotations, and policyTypes other than both
*/}}
{{- define "groundplan.networkPolicy" -}}
{{- $root := .root -}}
{{- $policy := .policy -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .name | quote }}
  labels:
    {{- include "groundplan.labels" $root | nindent 4 }}
  {{- include "groundplan.annotations" .annotations }}
spec:
  podSelector:
    matchLabels:
      {{- .selector | nindent 6 }}
  policyTypes: [{{ .types | default (list "Ingress" "Egress") | join ", " }}]
  {{- $ingress := include "groundplan.present" $policy.ingress | fromJson }}
  {{- if $ingress }}
  ingress:
    {{- range $id, $flow := $ingress }}
    # {{ $id }}
    - {{ include "groundplan.flow" (dict "root" $root "key" "from" "peers" $flow.from "ports" $flow.ports) | indent 6 | trim }}
    {{- end }}
  {{- else }}
  ingress: []
  {{- end }}
  {{- $egress := include "groundplan.present" $policy.egress | fromJson }}
  {{- if $policy.dns.enabled }}
  {{- $ports := list (dict "port" 53 "protocol" "UDP") (dict "port" 53 "protocol" "TCP") }}
  {{- $peer := dict "namespace" $policy.dns.namespace "pods" $policy.dns.pods }}
  {{- $_ := set $egress "name resolution" (dict "to" (list $peer) "ports" $ports) }}
  {{- end }}
  {{- if $egress }}
  egress:
    {{- range $id, $flow := $egress }}
    # {{ $id }}
    - {{ include "groundplan.flow" (dict "root" $root "key" "to" "peers" $flow.to "ports" $flow.ports) | indent 6 | trim }}
    {{- end }}
  {{- else }}
  egress: []
  {{- end }}
{{- end }}

{{/*
One rule. Argument: dict root, key (from or to), peers, ports. A rule without peers allows every
one, which only the peer `any` asks for.
*/}}
{{- define "groundplan.flow" -}}
{{- $root := .root -}}
{{- $open := false -}}
{{- range .peers -}}
{{- if .any -}}{{- $open = true -}}{{- end -}}
{{- end -}}
{{- if not $open }}
{{ .key }}:
  {{- range .peers }}
  - {{ include "groundplan.peer" (dict "root" $root "peer" .) | indent 4 | trim }}
  {{- end }}
{{- end }}
ports:
  {{- range .ports }}
  - port: {{ int .port }}
    protocol: {{ .protocol | default "TCP" }}
  {{- end }}
{{- end }}

{{- define "groundplan.peer" -}}
{{- $root := .root -}}
{{- with .peer -}}
{{- if .node -}}
podSelector:
  matchLabels:
    app.kubernetes.io/name: {{ .node | quote }}
    app.kubernetes.io/part-of: {{ $root.Values.partOf | quote }}
{{- else if .cidr -}}
ipBlock:
  cidr: {{ .cidr | quote }}
  {{- with .except }}
  except:
    {{- range . }}
    - {{ . | quote }}
    {{- end }}
  {{- end }}
{{- else if .namespace -}}
namespaceSelector:
  matchLabels:
    {{- include "groundplan.strings" .namespace | trim | nindent 4 }}
{{- with .pods }}
podSelector:
  matchLabels:
    {{- include "groundplan.strings" . | trim | nindent 4 }}
{{- end }}
{{- else -}}
{{- fail "a flow's peer needs one of node, cidr, namespace, any" -}}
{{- end -}}
{{- end -}}
{{- end }}
