#!/bin/sh
# Draws icons/funnel-*.png from icons/funnel.svg. Needs rsvg-convert (librsvg).
set -eu
cd "$(dirname "$0")/../icons"
for size in 16 32 48 128; do
  rsvg-convert --width "$size" --height "$size" --output "funnel-$size.png" funnel.svg
done
