/** Helpers of the scenarios. They run on every runtime, so they use no API of a particular one. */

/** A running sandbox, and a URL where no server listens. */
export interface TestServer {
  readonly url: string
  readonly controlUrl: string
  readonly managementKey: string
  readonly closedUrl: string
}

/** A scenario throws if it fails, and may return a note for the table. */
export type Scenario = (server: TestServer) => Promise<string | void>

/** Throws unless both values have the same JSON. */
export const equal = (actual: unknown, expected: unknown, what: string): void => {
  const [seen, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (seen !== wanted) throw new Error(`${what}: got ${seen}, expected ${wanted}`)
}

/** Throws unless the condition is true. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`failed: ${what}`)
}

/** The rejection of a promise. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error("expected a rejection")
    },
    (error: unknown) => error
  )

const control = async (
  { controlUrl, managementKey }: TestServer,
  path: string,
  init: RequestInit = {}
): Promise<unknown> => {
  const headers = { authorization: `Bearer ${managementKey}`, "content-type": "application/json" }
  const response = await fetch(`${controlUrl}${path}`, { ...init, headers })
  const body = await response.text()
  if (!response.ok) throw new Error(`the sandbox returned ${response.status} for ${path}: ${body}`)
  return body === "" ? undefined : JSON.parse(body)
}

/** Injects a fault into the next requests of the sandbox. */
export const fail = async (server: TestServer, fault: object): Promise<unknown> =>
  control(server, "/faults", { method: "POST", body: JSON.stringify(fault) })

/** Number of requests of an operation that the sandbox has received. */
export const received = async (server: TestServer, operation: string): Promise<number> => {
  const { data } = await control(server, "/requests") as {
    readonly data: ReadonlyArray<{ readonly operation: string }>
  }
  return data.filter((request) => request.operation === operation).length
}

/** Resets the sandbox. */
export const reset = async (server: TestServer): Promise<unknown> => control(server, "/reset", { method: "POST" })
