/** Spans, logs and metrics of the Effect API. */
import { coreTelemetry } from "./suites/coreTelemetry.js"
import { telemetry } from "./suites/telemetry.js"

telemetry(coreTelemetry)
