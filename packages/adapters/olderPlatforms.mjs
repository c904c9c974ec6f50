/**
 * Effect's code without the functions that platforms which the package runs on lack: Safari before 15.4 has no
 * `Object.hasOwn`. The library's own code does not use them.
 */
export const forOlderPlatforms = (code) => code.replaceAll("Object.hasOwn(", "Object.prototype.hasOwnProperty.call(")
