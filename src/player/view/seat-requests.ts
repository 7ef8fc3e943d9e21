/**
 * Gives each request a row and lets it keep that row to its end: a row that changes hands with every neighbour's
 * arrival cannot be followed by eye. A row that falls free is the next newcomer's.
 */
export function seatRequests(rows: readonly (number | null)[], ids: readonly number[]): (number | null)[] {
  const underWay = new Set(ids);
  const seated = rows.map((id) => (id !== null && underWay.delete(id) ? id : null));
  for (const id of ids) {
    if (!underWay.has(id)) continue;
    const free = seated.indexOf(null);
    if (free === -1) seated.push(id);
    else seated[free] = id;
  }
  while (seated.length > 0 && seated.at(-1) === null) seated.pop();
  return seated;
}
