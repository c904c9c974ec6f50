/** The metrics of the operations. */
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"
import type * as MetricKeyType from "effect/MetricKeyType"
import * as MetricLabel from "effect/MetricLabel"

/**
 * A metric for each combination of tags, made once. The tags are part of the metric's own key: those that
 * `Metric.tagged` adds are looked up on every update, which takes five times as long.
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

export const metrics = {
  calls: tagged(
    MetricKey.counter("openrouter_keys_calls", {
      description: "Calls by operation and outcome (Success, NotSent, Rejected, Unknown, Interrupted)",
      incremental: true
    }),
    "operation",
    "outcome"
  ),
  duration: tagged(
    MetricKey.histogram(
      "openrouter_keys_call_duration",
      MetricBoundaries.fromIterable([10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000]),
      "Milliseconds from the start of a call to its end, retries included, by operation"
    ),
    "operation"
  ),
  retries: tagged(
    MetricKey.counter("openrouter_keys_retries", {
      description: "Requests that were retried, by operation",
      incremental: true
    }),
    "operation"
  ),
  retryWait: tagged(
    MetricKey.counter("openrouter_keys_retry_wait", {
      description: "Milliseconds spent waiting between attempts, by operation",
      incremental: true
    }),
    "operation"
  )
}
