export const forOlderPlatforms: (code: string) => string
