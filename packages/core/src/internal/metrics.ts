/** The metrics of the operations. */
import * as Telemetry from "@openrouter-keys/protocol/client/Telemetry"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"
import type * as MetricKeyType from "effect/MetricKeyType"
import * as MetricLabel from "effect/MetricLabel"

/**
 * Creates a metric for each combination of tags once. The tags are part of the metric's key, because updates with
 * `Metric.tagged` take five times as long.
 */
const tagged = <Type extends MetricKeyType.MetricKeyType<number, unknown>>(
  key: MetricKey.MetricKey<Type>,
  ...names: ReadonlyArray<string>
) => {
  const known = new Map<string, Metric.Metric<Type, number, unknown>>()
  return (...values: ReadonlyArray<string>): Metric.Metric<Type, number, unknown> => {
    const id = values.join()
    const found = known.get(id)
    if (found !== undefined) return found
    const labels = names.map((name, index) => MetricLabel.make(name, values[index]!))
    const made = Metric.fromMetricKey(MetricKey.taggedWithLabels(key, labels)) as Metric.Metric<Type, number, unknown>
    known.set(id, made)
    return made
  }
}

const counter = ({ description, name }: { readonly name: string; readonly description: string }) =>
  MetricKey.counter(name, { description, incremental: true })

const { calls, duration, retries, retryWait } = Telemetry.metrics

export const metrics = {
  calls: tagged(counter(calls), "operation", "outcome"),
  duration: tagged(
    MetricKey.histogram(duration.name, MetricBoundaries.fromIterable(duration.boundaries), duration.description),
    "operation"
  ),
  retries: tagged(counter(retries), "operation"),
  retryWait: tagged(counter(retryWait), "operation")
}
