/** What calls are timed with. */

const wall = (): number => performance.now() * 1_000

/** What all threads of this process have worked: the compiler's and the garbage collector's too, but no waiting. */
const cpu = (): number => {
  const { system, user } = process.cpuUsage()
  return user + system
}

let read = wall

/** Reads the processor's time from now on: it hardly depends on what else the machine does. */
export const useCpu = (): void => {
  read = cpu
}

/** Microseconds since some time. */
export const microseconds = (): number => read()
