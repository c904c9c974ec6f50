/** Spans, logs and metrics of the API of Effect 4. */
import { telemetry } from "../../core/test/suites/telemetry.js"
import { telemetryClient } from "./support/telemetry.js"

telemetry(telemetryClient)
