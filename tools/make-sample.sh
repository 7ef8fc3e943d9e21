#!/usr/bin/env bash
# Makes src/welcome/sample.mp4, which the first-run page plays: the end of the demo's film, small. Needs ffmpeg with libx264.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ffmpeg -v error -y -ss 38 -t 12 -i demo/film.mp4 -vf scale=640:-2,fps=20 \
  -c:v libx264 -preset veryslow -profile:v high -pix_fmt yuv420p -crf 33 -g 40 -c:a aac -b:a 48k \
  -movflags +faststart -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact src/welcome/sample.mp4
