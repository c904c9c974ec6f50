import { bulkKills } from "./suites/bulkKills.js"

bulkKills(1)
