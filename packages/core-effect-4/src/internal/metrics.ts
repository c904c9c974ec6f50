/** The metrics of the operations. */
import * as Telemetry from "@openrouter-keys/protocol/client/Telemetry"
import * as Metric from "effect/Metric"

type Made = Metric.Metric<number, unknown>

/** Creates a metric for each combination of tags once. */
const tagged = (make: (attributes: Metric.Metric.AttributeSet) => Made, ...names: ReadonlyArray<string>) => {
  const known = new Map<string, Made>()
  return (...values: ReadonlyArray<string>): Made => {
    const id = values.join()
    const found = known.get(id)
    if (found !== undefined) return found
    const made = make(Object.fromEntries(names.map((name, index) => [name, values[index]!])))
    known.set(id, made)
    return made
  }
}

const counter =
  ({ description, name }: { readonly name: string; readonly description: string }) =>
  (attributes: Metric.Metric.AttributeSet) => Metric.counter(name, { description, incremental: true, attributes })

const { calls, duration, retries, retryWait } = Telemetry.metrics

export const metrics = {
  calls: tagged(counter(calls), "operation", "outcome"),
  duration: tagged(
    (attributes) => Metric.histogram(duration.name, { ...duration, attributes }),
    "operation"
  ),
  retries: tagged(counter(retries), "operation"),
  retryWait: tagged(counter(retryWait), "operation")
}
