/** Migrations of a cluster's database. Each one runs once and in order, also if many runners start at the same time. */
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Bulk from "../bulk/log.js"
import * as History from "../history/store.js"
import * as Lineage from "../lineage.js"
import * as Rotations from "../rotation/store.js"
import * as Events from "../watch/eventLog.js"
import * as Guard from "./guard.js"
import * as Pace from "./pace.js"
import * as Prune from "./prune.js"
import * as Sweeper from "./sweeper.js"

const loader = Migrator.fromRecord({
  "0001_fleet": Effect.all([Rotations.migrate, Lineage.migrate, History.migrate, Events.migrate, Bulk.migrate], {
    discard: true
  }),
  "0002_pace": Effect.flatMap(SqlClient.SqlClient, Pace.migrate),
  "0003_sweep": Effect.zipRight(Rotations.migrateExecutions, Effect.flatMap(SqlClient.SqlClient, Sweeper.migrate)),
  "0004_stuck": Effect.flatMap(SqlClient.SqlClient, Sweeper.migrateStuck),
  "0005_prune": Effect.flatMap(SqlClient.SqlClient, Prune.migrate),
  "0006_waiting": Effect.flatMap(SqlClient.SqlClient, Guard.migrateWaiting)
})

/** Runs new migrations. The table `fleet_migration` lists those that have run. */
export const migrate: Effect.Effect<void, SqlError | Migrator.MigrationError, SqlClient.SqlClient> = Effect.asVoid(
  Migrator.make({})({ loader, table: "fleet_migration" })
)
