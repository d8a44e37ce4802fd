import { stringify } from "yaml";
import type { DeployFile, Deployment } from "./deployment.js";

/** A file for each object of Kubernetes. */
export const kubernetesFiles = (of: Deployment): readonly DeployFile[] =>
  Object.entries(objects).map(([name, make]) => ({
    path: `kubernetes/${name}.yaml`,
    text: stringify(make(of), { lineWidth: 0 }),
  }));

type KubernetesObject = Readonly<Record<string, unknown>>;

const labels = ({ name }: Deployment) => ({
  "app.kubernetes.io/name": name,
  "app.kubernetes.io/component": "feat-serve",
});
const metadata = (of: Deployment) => ({
  name: of.name,
  ...(of.namespace === null ? {} : { namespace: of.namespace }),
  labels: labels(of),
});

const objects: Readonly<Record<string, (of: Deployment) => KubernetesObject>> = {
  deployment: (of) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata(of),
    spec: {
      // The autoscaler decides how many there are.
      selector: { matchLabels: labels(of) },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: {
          labels: labels(of),
          annotations: {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": String(of.port),
            "prometheus.io/path": "/metrics",
          },
        },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 30,
          securityContext: {
            runAsNonRoot: true,
            // The user `node` of the image.
            runAsUser: 1000,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [container(of)],
        },
      },
    },
  }),
  service: (of) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(of),
    spec: { selector: labels(of), ports: [{ name: "http", port: 80, targetPort: "http" }] },
  }),
  autoscaler: (of) => ({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: metadata(of),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: of.name },
      minReplicas: of.replicas,
      maxReplicas: of.replicas * 5,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
    },
  }),
  "disruption-budget": (of) => ({
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: metadata(of),
    spec: { maxUnavailable: 1, selector: { matchLabels: labels(of) } },
  }),
};

function container(of: Deployment): KubernetesObject {
  const probe = (path: string, more: KubernetesObject = {}): KubernetesObject => ({
    httpGet: { path, port: "http" },
    ...more,
  });
  return {
    name: "feat-serve",
    image: of.image,
    // The image says the rest of the command line.
    args: ["--port", String(of.port)],
    ports: [{ name: "http", containerPort: of.port }],
    // Settings that are no secrets, such as OTEL_EXPORTER_OTLP_ENDPOINT.
    envFrom: [{ configMapRef: { name: of.name, optional: true } }],
    env: [
      ...of.variables.map(({ name, hasDefault }) => secret(of, name, hasDefault)),
      secret(of, "FEAT_TOKENS", true),
      ...of.services.map((service) => secret(of, `FEAT_TOKENS_${service.toUpperCase()}`, true)),
    ],
    startupProbe: probe("/health", { periodSeconds: 1, failureThreshold: 60 }),
    livenessProbe: probe("/health", { periodSeconds: 10, timeoutSeconds: 3 }),
    readinessProbe: probe("/ready", { periodSeconds: 5, timeoutSeconds: 3 }),
    // Until the cluster sends nothing more to the pod.
    lifecycle: { preStop: { exec: { command: ["sleep", "5"] } } },
    resources: { requests: { cpu: "250m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/** A variable whose value is a key of the project's secret. */
export const secret = (of: Pick<Deployment, "name">, name: string, optional: boolean): KubernetesObject => ({
  name,
  valueFrom: { secretKeyRef: { name: of.name, key: name, ...(optional ? { optional } : {}) } },
});
