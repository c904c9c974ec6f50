/** Calls with which nothing can be sent, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { failedBeforeSend } from "./suites/failedBeforeSend.js"

failedBeforeSend(coreClient)
