import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Height of a row in pixels; the style sheet keeps to it. */
const ROW_PX = 40;
const AROUND = 10;
const NEAR_END_ROWS = 40;

export interface Column<T> {
  key: string;
  title: string;
  /** A CSS length; without one the column shares what is left. */
  size?: string;
  cell: (row: T) => string;
}

interface Properties<T> {
  label: string;
  columns: Column<T>[];
  /** Those loaded so far. */
  rows: readonly T[];
  /** All there are. */
  total: number;
  /** Asked when the end of what is loaded comes near. */
  onNearEnd?: (() => void) | undefined;
}

/** A table of any length: only the rows that are seen are in the document. */
export function VirtualTable<T>({ label, columns, rows, total, onNearEnd }: Properties<T>): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 480 });
  const measure = (): void => {
    if (box.current) setView({ top: box.current.scrollTop, height: box.current.clientHeight });
  };
  useEffect(measure, []);
  const first = Math.max(0, Math.floor(view.top / ROW_PX) - AROUND);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / ROW_PX) + AROUND);
  useEffect(() => {
    if (rows.length > 0 && last > rows.length - NEAR_END_ROWS) onNearEnd?.();
  }, [last, rows.length, onNearEnd]);
  return (
    <div class="virtual scroll" ref={box} onScroll={measure} tabIndex={0} role="group" aria-label={label}>
      <table aria-rowcount={total + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ key, title, size }) => (
              <th key={key} scope="col" style={size ? { width: size } : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <Gap rows={first} columns={columns.length} />}
          {rows.slice(first, last).map((row, index) => (
            <tr key={first + index} aria-rowindex={first + index + 2}>
              {columns.map(({ key, cell }) => {
                const text = cell(row);
                return (
                  <td key={key} title={text}>
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
          {rows.length > last && <Gap rows={rows.length - last} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

function Gap({ rows, columns }: { rows: number; columns: number }): JSX.Element {
  return (
    <tr aria-hidden="true" class="gap">
      <td colSpan={columns} style={{ height: `${rows * ROW_PX}px` }} />
    </tr>
  );
}
