/** What a scenario of the smoke suite stands on. It runs on every runtime, so it needs nothing of any one of them. */

/** A running sandbox, and an address where nobody listens. */
export interface Place {
  readonly url: string
  readonly controlUrl: string
  readonly managementKey: string
  readonly closedUrl: string
}

/** What a user would see happen. It returns what is worth a note, and throws where something else happens. */
export type Scenario = (place: Place) => Promise<string | void>

/** Fails unless both are the same, as JSON shows them. */
export const equal = (actual: unknown, expected: unknown, what: string): void => {
  const [seen, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (seen !== wanted) throw new Error(`${what}: ${seen} in place of ${wanted}`)
}

/** Fails unless it holds. */
export function hold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${what}`)
}

/** How a promise is rejected. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error("resolved in place of being rejected")
    },
    (error: unknown) => error
  )

const control = async (
  { controlUrl, managementKey }: Place,
  path: string,
  init: RequestInit = {}
): Promise<unknown> => {
  const headers = { authorization: `Bearer ${managementKey}`, "content-type": "application/json" }
  const response = await fetch(`${controlUrl}${path}`, { ...init, headers })
  const body = await response.text()
  if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${path}: ${body}`)
  return body === "" ? undefined : JSON.parse(body)
}

/** Makes the sandbox's next requests go wrong. */
export const fail = async (place: Place, fault: object): Promise<unknown> =>
  control(place, "/faults", { method: "POST", body: JSON.stringify(fault) })

/** How many requests of an operation the sandbox has received. */
export const received = async (place: Place, operation: string): Promise<number> => {
  const { data } = await control(place, "/requests") as { readonly data: ReadonlyArray<{ readonly operation: string }> }
  return data.filter((request) => request.operation === operation).length
}

/** The sandbox as it started. */
export const reset = async (place: Place): Promise<unknown> => control(place, "/reset", { method: "POST" })
