import { createTheme, type MantineColorsTuple } from "@mantine/core";

// Ink, from paper to black: the desk's one colour beside the accent.
const ink: MantineColorsTuple = ["#f4f3f0", "#e6e4df", "#cfccc5", "#b0aca3", "#8d8981", "#6b6862", "#504d48", "#393733", "#252422", "#141414"];

// Accent, the red of a proof-reader's pencil; dark enough for white letters from step 7 on.
const accent: MantineColorsTuple = ["#fbeeee", "#f3d6d6", "#e6aaaa", "#d97d7d", "#cb5858", "#bb4040", "#a53030", "#8b1a1a", "#751414", "#5c0e0e"];

export const theme = createTheme({
  colors: { ink, accent },
  primaryColor: "ink",
  primaryShade: { light: 9, dark: 1 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  fontFamily: '"Schibsted Grotesk Variable", system-ui, sans-serif',
  fontFamilyMonospace: "ui-monospace, Menlo, Consolas, monospace",
  headings: { fontFamily: '"Schibsted Grotesk Variable", system-ui, sans-serif', fontWeight: "700" },
  defaultRadius: 2,
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm", variant: "filled" } },
    Modal: { defaultProps: { closeButtonProps: { "aria-label": "Close" }, overlayProps: { backgroundOpacity: 0.4 } } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Put this message away" } } },
    Tooltip: { defaultProps: { openDelay: 400 } },
  },
});
