{{/* The pod template of a workload, the same for every kind. */}}
{{- define "workload.pod" -}}
metadata:
  labels:
    {{- include "groundplan.podLabels" . | nindent 4 }}
    groundplan/track: {{ .Values.track | default "stable" }}
  annotations:
    {{ include "groundplan.configChecksum" .Values }}
    {{- with .Values.podAnnotations }}
{{- include "groundplan.strings" . | trim | nindent 4 }}
    {{- end }}
spec:
  {{- include "groundplan.podSettings" (dict "root" . "spec" .Values) | nindent 2 }}
  terminationGracePeriodSeconds: {{ int .Values.terminationGracePeriodSeconds }}
  {{- if ne .Values.kind "deployment" }}
  restartPolicy: Never
  {{- end }}
  {{- with include "groundplan.placement" . }}
  {{- . | trim | nindent 2 }}
  {{- end }}
  containers:
    - {{ include "groundplan.container" (dict "root" . "spec" .Values "name" "main" "config" .Values.name) | indent 6 | trim }}
  {{- with include "groundplan.volumes" (dict "spec" .Values "config" .Values.name "claims" .Values.name) }}
  volumes:
    {{- . | trim | nindent 4 }}
  {{- end }}
{{- end }}

{{/* spec of a Job: alone, or inside a CronJob. */}}
{{- define "workload.job" -}}
backoffLimit: {{ int .Values.job.backoffLimit }}
{{- with .Values.job.activeDeadlineSeconds }}
activeDeadlineSeconds: {{ int . }}
{{- end }}
template:
  {{- include "workload.pod" . | nindent 2 }}
{{- end }}

{{/* The ports that are reached from outside, as JSON. */}}
{{- define "workload.publicPorts" -}}
{{- $public := dict -}}
{{- range $name, $port := include "groundplan.present" .Values.ports | fromJson -}}
{{- if $port.publicPort -}}
{{- $_ := set $public $name $port -}}
{{- end -}}
{{- end -}}
{{- toJson $public -}}
{{- end }}

{{/* Not empty where a claim can be held by one pod alone. */}}
{{- define "workload.isExclusive" -}}
{{- range include "groundplan.present" .Values.volumes | fromJson -}}
{{- if ne (.accessMode | default "ReadWriteOnce") "ReadWriteMany" -}}yes{{- end -}}
{{- end -}}
{{- end }}

{{/* Not empty where Argo Rollouts replaces versions: two versions at a time can't hold one claim. */}}
{{- define "workload.isRollout" -}}
{{- if and .Values.rollouts.enabled (ne .Values.release "rolling") (not (include "workload.isExclusive" .)) -}}yes{{- end -}}
{{- end }}

{{/* What keeps the pods of a deployment, and its API. */}}
{{- define "workload.controller" -}}
{{- if include "workload.isRollout" . -}}Rollout{{- else -}}Deployment{{- end -}}
{{- end }}
{{- define "workload.controllerVersion" -}}
{{- if include "workload.isRollout" . -}}argoproj.io/v1alpha1{{- else -}}apps/v1{{- end -}}
{{- end }}
