interface UsageBarProps {
  /** From 0 to 1. */
  readonly share: number
}

const level = (share: number): string => {
  if (share >= 1) return "full"
  return share >= 0.8 ? "high" : "normal"
}

/** A bar for the used share of a limit. Its value is shown as text next to it. */
export const UsageBar = ({ share }: UsageBarProps) => (
  <svg className="usage-bar" data-level={level(share)} aria-hidden="true" width="100%" height="4">
    <rect className="usage-bar-rest" width="100%" height="4" rx="2" />
    <rect className="usage-bar-used" width={`${share * 100}%`} height="4" rx="2" />
  </svg>
)
