import { execFileSync } from "node:child_process"

/** The command is tested as it is shipped, from `dist`: built before the tests, and so before anyone else needs it. */
export const setup = (): void => {
  execFileSync("npm", ["run", "build", "--silent"], {
    cwd: new URL("..", import.meta.url),
    shell: process.platform === "win32",
    stdio: "inherit"
  })
}
