{{/*
Objects for operators that a cluster may have. Each is made only where a value asks for it.
*/}}

{{/*
An ExternalSecret for each Secret that the node's own pods name: the operator makes the Secret from
the entry of the same name in a store, with all its properties; or, where `entries` names the Secret,
from an entry of the store for each key, and then those Secrets alone. Secrets of a grants Job belong to
the nodes that sign in with them. With `store.aws`, the store is made here: Secrets Manager, read with a role of the node's own.
Argument: the chart's own context.
*/}}
{{- define "groundplan.externalSecrets" -}}
{{- $root := . -}}
{{- $external := .Values.externalSecrets -}}
{{- $secrets := dict -}}
{{- range list .Values.secretEnv .Values.secretFiles -}}
{{- range $use, $ref := include "groundplan.present" . | fromJson -}}
{{- $_ := set $secrets $ref.secret true -}}
{{- end -}}
{{- end -}}
{{- /* What `entries` leaves out is another node's to fetch. */}}
{{- if $external.entries }}
{{- $secrets = $external.entries }}
{{- end }}
{{- if $external.enabled }}
{{- if $external.store.aws.role }}
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: {{ required "externalSecrets.store.name is needed" $external.store.name | quote }}
  labels:
    {{- include "groundplan.labels" $root | nindent 4 }}
spec:
  provider:
    aws:
      service: SecretsManager
      region: {{ required "externalSecrets.store.aws.region is needed" $external.store.aws.region | quote }}
      role: {{ $external.store.aws.role | quote }}
{{- end }}
{{- range $secret := keys $secrets | sortAlpha }}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ $secret | quote }}
  labels:
    {{- include "groundplan.labels" $root | nindent 4 }}
spec:
  refreshInterval: {{ $external.refreshInterval | quote }}
  secretStoreRef:
    name: {{ required "externalSecrets.store.name is needed" $external.store.name | quote }}
    kind: {{ $external.store.kind }}
  target:
    name: {{ $secret | quote }}
    creationPolicy: Owner
  {{- with get $external.entries $secret }}
  data:
    {{- range $key, $entry := include "groundplan.present" . | fromJson }}
    - secretKey: {{ $key | quote }}
      remoteRef:
        key: {{ $entry.name | quote }}
        {{- with $entry.property }}
        property: {{ . | quote }}
        {{- end }}
    {{- end }}
  {{- else }}
  dataFrom:
    - extract:
        key: {{ printf "%s%s" $external.prefix $secret | quote }}
  {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/*
A VerticalPodAutoscaler that recommends and changes nothing. Argument: dict root, kind, version (the
API of what keeps the pods).
*/}}
{{- define "groundplan.recommendation" -}}
{{- $kind := .kind -}}
{{- $version := .version -}}
{{- with .root }}
{{- if .Values.recommendation.enabled }}
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata:
  name: {{ .Values.name | quote }}
  labels:
    {{- include "groundplan.labels" . | nindent 4 }}
spec:
  targetRef:
    apiVersion: {{ $version }}
    kind: {{ $kind }}
    name: {{ .Values.name | quote }}
  updatePolicy:
    # Read what it says with `kubectl describe vpa`; sizes are changed in the topology.
    updateMode: "Off"
{{- end }}
{{- end }}
{{- end }}

{{/*
Alerts about the pods of a node, from what kube-state-metrics counts. Argument: dict root, kind
(deployment or statefulset).
*/}}
{{- define "groundplan.rules" -}}
{{- $kind := .kind -}}
{{- with .root }}
{{- $rules := .Values.monitoring.rules }}
{{- if $rules.enabled }}
{{- $name := .Values.name }}
{{- $of := printf "namespace=%q,%s=%q" .Release.Namespace $kind $name }}
{{- /* As pods of this node alone are called: another node's name may begin alike. */}}
{{- $ending := ternary "[0-9]+" "[0-9a-z]+-[0-9a-z]{5}" (eq $kind "statefulset") }}
{{- $pods := printf "namespace=%q,pod=~%q" .Release.Namespace (printf "%s-%s" $name $ending) }}
{{- $missing := printf "kube_%s_status_replicas_ready{%s} < kube_%s_spec_replicas{%s}" $kind $of $kind $of }}
{{- if eq $kind "statefulset" }}
{{- $missing = printf "kube_statefulset_status_replicas_ready{%s} < kube_statefulset_replicas{%s}" $of $of }}
{{- end }}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: {{ $name | quote }}
  labels:
    {{- include "groundplan.labels" . | nindent 4 }}
    {{- with $rules.labels }}
    {{- include "groundplan.strings" . | trim | nindent 4 }}
    {{- end }}
spec:
  groups:
    - name: {{ printf "%s.%s" .Values.partOf $name | quote }}
      rules:
        - alert: PodsNotReady
          expr: {{ $missing | quote }}
          for: 15m
          labels: { severity: warning, node: {{ $name | quote }} }
          annotations:
            summary: {{ printf "%s has fewer ready pods than it should" $name | quote }}
            description: For a quarter of an hour, some pods have not answered their readiness probe, or could not start.
            {{- with $rules.runbook }}
            runbook_url: {{ . | quote }}
            {{- end }}
        - alert: PodsRestarting
          expr: {{ printf "increase(kube_pod_container_status_restarts_total{%s}[15m]) > 3" $pods | quote }}
          for: 5m
          labels: { severity: warning, node: {{ $name | quote }} }
          annotations:
            summary: {{ printf "%s restarts again and again" $name | quote }}
            description: A container has restarted more than three times within a quarter of an hour. Its last words are in `kubectl logs --previous`.
            {{- with $rules.runbook }}
            runbook_url: {{ . | quote }}
            {{- end }}
{{- end }}
{{- end }}
{{- end }}
