/** A section of docs/benchmarks.md that `npm run bench` does not measure: it takes a database, and minutes of kills. */
export const manyMachines = `## Many machines

Rotations on runners over PostgreSQL ([many machines](fleet/cluster.md)), measured by hand on 2026-11-27 with
\`packages/fleet/test/cluster.slow.test.ts\`. Two cores ran the runners, PostgreSQL, the sandbox (20 ms latency) and other work: the load
was between 6 and 18. So times say little, and more runners could not be faster. The run with 300 rotations is of 2026-11-28, with
at most eight steps of each runner at the same time, and a \`lockExpiration\` of 10 seconds.

| | |
| --- | --- |
| 60 rotations, 1 runner | 78 s |
| 60 rotations, 2 runners | 85 s |
| 60 rotations, 4 runners | 94 s |
| 60 rotations, 4 runners, kills for 20, 30 and 45 s, PostgreSQL restarted | all done 155, 173 and 136 s after the last kill, 5 to 12 executions restarted |
| 300 rotations, 4 runners, 28 kills in 60 s, PostgreSQL restarted | all done 445 s after the last kill, 39 executions restarted |
| 24 rotations, 3 runners, networks cut for 15 s each: database, API, both | all done 39 s after the last cut, 3 executions restarted |

In the runs with kills and cuts, the official SDK listed the account 230 to 767 times. Each time, every key or its successor in
the sink was enabled, and no key had another limit.

Requests to the API for one rotation that nothing disturbs: 29 in an account of up to 100 keys, 3 more with a guardrail and 4 more
with a BYOK allowlist. In the runs above, where shards moved and steps were repeated: 55 to 59 without kills, 64 to 73 with kills.

By calculation, 1,000,000 keys that are rotated every 90 days:

- 11,111 rotations a day, or 0.13 a second; 90,000 under way at any time, most of them in the 7 days in which the old key is kept.
- Steps look for keys that were created within a day, three times in each rotation: 111 pages of 100 keys. So a rotation takes about
  360 requests instead of 29, all rotations 46 requests a second. Rotations in workspaces of their own read fewer pages.
- With a guardrail for each key this does not work: the API lists assignments of all keys only, 10,000 pages four times for each
  rotation. Fleet refuses an account with more than 100,000 assignments.
- The engine stores about 17 messages and as many results for each rotation: 370,000 rows a day. They are deleted a week after the
  rotation has ended, so there are about 6,000,000.

`
