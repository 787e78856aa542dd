/** The desk's icons: 20 grid, 1.5 stroke, round caps. Drawn at 12, 14, 16, 18 or 20 px; always decoration, the text beside them speaks. */
import type { ReactNode } from "react";

const DRAWINGS = {
  breakpoint: <path d="M2 10h5M13 10h5M11.5 4.5l-3 11" />,
  session: <path d="M4 4h12a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 16 14H9.2L5.5 17v-3H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 4z" />,
  settings: (
    <>
      <path d="M3 6h7.5M15.5 6H17M3 14h1.5M9.5 14H17" />
      <circle cx="13" cy="6" r="2.3" />
      <circle cx="7" cy="14" r="2.3" />
    </>
  ),
  studio: (
    <>
      <rect x="2.500" y="3" width="6" height="5" rx="1.200" />
      <rect x="11.500" y="12" width="6" height="5" rx="1.200" />
      <path d="M5.500 8v4.500a2 2 0 0 0 2 2h4" />
    </>
  ),
  trash: (
    <path d="M4 5.500h12M8 5.500V4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1.500M5.500 5.500l.7 10.500a1 1 0 0 0 1 1h5.600a1 1 0 0 0 1-1l.7-10.500" />
  ),
  search: (
    <>
      <circle cx="9" cy="9" r="5.3" />
      <path d="M13 13l4 4" />
    </>
  ),
  filter: <path d="M3 5h14M5.5 10h9M8 15h4" />,
  check: <path d="M4.5 10.5l3.5 3.5 7.5-8" />,
  cross: <path d="M5 5l10 10M15 5L5 15" />,
  minus: <path d="M5 10h10" />,
  clock: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.3l2.8 1.7" />
    </>
  ),
  moon: <path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z" />,
  phone: (
    <>
      <rect x="5.5" y="2" width="9" height="16" rx="2" />
      <path d="M9 15.2h2" />
    </>
  ),
  message: <path d="M3.500 4.500h13v9h-7l-3.500 3v-3H3.500zM7 9h.01M10 9h.01M13 9h.01" />,
  handset: (
    <path d="M5.200 3.200h2.300l1.300 3.500-1.700 1.200a9.500 9.500 0 0 0 5 5l1.200-1.700 3.500 1.300v2.300a1.600 1.600 0 0 1-1.700 1.600A12.700 12.700 0 0 1 3.600 4.900a1.600 1.600 0 0 1 1.600-1.700z" />
  ),
  order: <path d="M6 4v12M6 16l-2.500-2.500M6 16l2.500-2.500M11 5h6M11 10h4.500M11 15h3" />,
  lock: (
    <>
      <rect x="4.5" y="9" width="11" height="8" rx="1.5" />
      <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
    </>
  ),
  document: <path d="M5 2.5h6.5L16 7v10.5H5zM11.5 2.5V7H16" />,
  copy: (
    <>
      <rect x="7" y="7" width="9.5" height="9.5" rx="1.5" />
      <path d="M4.5 13H4a.5.5 0 0 1-.5-.5v-8A1 1 0 0 1 4.500 3.500h8a.5.5 0 0 1 .5.5v.5" />
    </>
  ),
  chevronLeft: <path d="M12 5.5L7.5 10l4.5 4.5" />,
  chevronDown: <path d="M5.5 8l4.5 4.500L14.500 8" />,
  pointer: <path d="M4 3l12 5.6-5.2 1.9L8.6 16z" />,
  target: (
    <>
      <circle cx="10" cy="10" r="6" />
      <circle cx="10" cy="10" r="1.6" />
      <path d="M10 2v3M10 15v3M2 10h3M15 10h3" />
    </>
  ),
  pause: <path d="M7 4.5v11M13 4.5v11" />,
  play: <path d="M6.500 4l9 6-9 6z" />,
  send: <path d="M3 10l14-6.5L12.5 17l-3-5.5zM9.5 11.5L17 3.5" />,
  shield: <path d="M10 2.5l6 2.2v4.6c0 3.8-2.5 6.6-6 8.2-3.500-1.600-6-4.400-6-8.200V4.700zM7.300 9.800l2 2 3.500-3.800" />,
  microphone: (
    <>
      <rect x="7.5" y="2.5" width="5" height="9" rx="2.5" />
      <path d="M4.5 9.5a5.500 5.500 0 0 0 11 0M10 15v2.500" />
    </>
  ),
  microphoneOff: (
    <>
      <path d="M12.500 8.500V5a2.500 2.500 0 0 0-5 0v4a2.500 2.500 0 0 0 3.800 2.100M4.500 9.500a5.500 5.500 0 0 0 8.500 4.600M15.200 11.300a5.500 5.500 0 0 0 .3-1.800M10 15v2.500" />
      <path d="M3.500 3.500l13 13" />
    </>
  ),
  camera: (
    <>
      <rect x="2" y="5" width="11" height="10" rx="1.8" />
      <path d="M13 9l5-2.8v7.600L13 11" />
    </>
  ),
  cameraOff: (
    <>
      <path d="M11 15H3.800A1.800 1.800 0 0 1 2 13.200V6.800A1.800 1.800 0 0 1 3.800 5M8 5h3.200A1.800 1.800 0 0 1 13 6.800V9l5-2.800v7.600L14 11.500" />
      <path d="M3.500 3.500l13 13" />
    </>
  ),
  share: (
    <>
      <rect x="2.5" y="3.5" width="15" height="10.5" rx="1.5" />
      <path d="M7 17h6M10 11V6.500M7.800 8.500L10 6.300l2.200 2.200" />
    </>
  ),
  invite: (
    <>
      <circle cx="8" cy="6.6" r="3" />
      <path d="M2 16.5c.5-3 2.900-4.600 6-4.600 1.300 0 2.500.3 3.500.8M15 11.500v5M12.500 14h5" />
    </>
  ),
  leave: <path d="M8 3.500H5A1.500 1.500 0 0 0 3.500 5v10A1.500 1.500 0 0 0 5 16.500h3M12.500 13.500L16 10l-3.500-3.500M16 10H8" />,
  end: (
    <path d="M2.5 11.8c0-1.100.5-2 1.500-2.500a13.500 13.500 0 0 1 12 0c1 .5 1.500 1.400 1.500 2.500v1c0 .7-.6 1.100-1.200.9l-2.500-.8c-.5-.1-.8-.5-.8-1v-1.500a11 11 0 0 0-6 0v1.500c0 .5-.3.9-.8 1l-2.500.8c-.6.2-1.200-.2-1.200-.9z" />
  ),
  panel: (
    <>
      <rect x="2.5" y="4" width="15" height="12" rx="1.500" />
      <path d="M12.500 4v12" />
    </>
  ),
  plus: <path d="M10 4.500v11M4.500 10h11" />,
  warning: (
    <>
      <path d="M10 3.500L17.500 16.500h-15z" />
      <path d="M10 8.500v3.500M10 14.200v.1" />
    </>
  ),
  minimize: <path d="M4.500 10h11" />,
  maximize: <rect x="5" y="5" width="10" height="10" />,
  user: (
    <>
      <circle cx="10" cy="6.6" r="3.2" />
      <path d="M3.500 17c.6-3.200 3.200-5 6.500-5s5.900 1.800 6.500 5" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: 12 | 14 | 16 | 18 | 20 }) {
  return (
    <svg className={`icon icon-${size}`} width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {DRAWINGS[name]}
    </svg>
  );
}

/** The product's mark. */
export function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <rect width="20" height="20" rx="5.5" fill="var(--accent)" />
      <path d="M4.6 12.2l4.200-4.200" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <path d="M11.2 12l4.200-4.200" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" opacity=".62" />
    </svg>
  );
}
