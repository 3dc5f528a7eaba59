// Sort, and count.

// percentile returns the p-th percentile of times: the smallest of them that at least p percent of all do not exceed.
export function percentile(times, p) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * p) / 100) - 1];
}
