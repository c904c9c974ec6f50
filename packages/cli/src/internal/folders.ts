/** Creates folders for files. */
import { mkdirSync, statSync } from "node:fs"
import { dirname } from "node:path"

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/**
 * Creates a folder and its parents, with mode 0700. Throws if that fails.
 *
 * Does not use `recursive`, with which Node never ends if the file system reports ENOENT for a folder that exists, as `/proc`
 * does.
 */
export const createFolder = (path: string): void => {
  if (isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) createFolder(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (cause) {
    // Another process may have been faster.
    if (!isFolder(path)) throw cause
  }
}
