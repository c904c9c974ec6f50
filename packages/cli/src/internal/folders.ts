/** Folders of files that are written. */
import { mkdirSync, statSync } from "node:fs"
import { dirname } from "node:path"

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/**
 * Creates a folder, and those above it, for their owner only. Throws where that fails.
 *
 * Not by `recursive`: Node never ends where the file system says of an existing folder that nothing can be created in it
 * because there is none, as `/proc` does.
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
