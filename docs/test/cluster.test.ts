import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { parseAllDocuments } from "yaml"

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8")

const documentsOf = (name: string): ReadonlyArray<unknown> =>
  parseAllDocuments(read(`docs/examples/snippets/src/fleet/${name}`)).map((document) => {
    expect(document.errors).toEqual([])
    return document.toJS() as unknown
  })

const settings = read("packages/fleet/src/internal/cluster/settings.ts")
const variables = [...settings.matchAll(/Variable: `(OPENROUTER_KEYS_\w+)`/g)].map(([, name]) => name!)
const port = Number(/defaultPort = ([\d_]+)/.exec(settings)?.[1]?.replace("_", ""))

test("the page names every variable of a runner, and no other one", () => {
  const named = read("docs/fleet/cluster.md").match(/OPENROUTER_KEYS_\w+/g)
  expect([...new Set(named)].sort()).toEqual([...variables].sort())
})

test("the Compose file names variables that there are, and starts PostgreSQL before the runners", () => {
  const [compose] = documentsOf("compose.yaml") as ReadonlyArray<
    { readonly services: Record<string, { readonly depends_on?: object; readonly secrets?: ReadonlyArray<string> }> }
  >
  expect(Object.keys(compose!.services)).toEqual(["postgres", "runner"])
  expect(compose!.services["runner"]?.depends_on).toEqual({ postgres: { condition: "service_healthy" } })
  expect(compose).toMatchObject({ secrets: { database_password: {} }, volumes: { database: {} } })
  for (const name of JSON.stringify(compose).match(/OPENROUTER_KEYS_\w+/g) ?? []) expect(variables).toContain(name)
})

test("the role of the Kubernetes health check may list pods, and its account is that of the pods", () => {
  const [account, role, binding] = documentsOf("kubernetesHealth.yaml") as ReadonlyArray<any>
  const name = "openrouter-keys"
  expect(account).toEqual({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name } })
  expect(role).toMatchObject({ kind: "Role", rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }] })
  expect(binding).toMatchObject({
    kind: "RoleBinding",
    roleRef: { kind: role.kind, name: role.metadata.name },
    subjects: [{ kind: account.kind, name: account.metadata.name }]
  })
  expect(read("docs/fleet/cluster.md")).toContain(`serviceAccountName: ${account.metadata.name}`)
})

test("the Kubernetes manifest opens the port to runners alone, and reads secrets from a Secret", () => {
  const [deployment, policy] = documentsOf("kubernetes.yaml") as ReadonlyArray<any>
  const labels = { app: "openrouter-keys" }
  expect(deployment).toMatchObject({
    apiVersion: "apps/v1",
    kind: "Deployment",
    spec: { template: { metadata: { labels } } }
  })
  const [container] = deployment.spec.template.spec.containers
  expect(container.ports).toEqual([{ name: "runner", containerPort: port }])
  for (const { name, valueFrom } of container.env as ReadonlyArray<{ name: string; valueFrom: object }>) {
    expect([...variables, "OPENROUTER_MANAGEMENT_KEY"]).toContain(name)
    if (name !== "OPENROUTER_KEYS_HOST") expect(Object.keys(valueFrom)).toEqual(["secretKeyRef"])
  }
  expect(deployment.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30)
  expect(policy).toMatchObject({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    spec: { ingress: [{ from: [{ podSelector: { matchLabels: labels } }], ports: [{ protocol: "TCP", port }] }] }
  })
})
