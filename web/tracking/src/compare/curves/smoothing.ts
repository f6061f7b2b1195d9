/**
 * An exponential moving average without the pull to zero at its beginning: the debiased one of Adam (Kingma and Ba 2015, section 3), as
 * TensorBoard draws it. What is not finite stays as it is and does not count; a constant stays itself to the last bit.
 * @param values in the order of time
 * @param weight of the past, from 0 (nothing is smoothed) to below 1
 */
export function smooth(values: readonly number[], weight: number): number[] {
  const finite = values.filter(Number.isFinite);
  if (weight <= 0 || finite.every(value => value === finite[0])) return [...values];
  const past = Math.min(weight, 0.999);
  let average = 0;
  let kept = 1; // what is left of the average's first zero
  return values.map(value => {
    if (!Number.isFinite(value)) return value;
    average = past * average + (1 - past) * value;
    kept *= past;
    return average / (1 - kept);
  });
}
