//! How pictures look, in light and in dark. Every colour is written out: readers beside browsers know no variables.

/// The rules of a picture; those for dark come last and replace colours alone.
pub(super) const STYLE: &str = "\
.ast-graph { font-family: ui-sans-serif, system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; }
.ast-graph text { fill: #1f2328; font-size: 11px; }
.ast-graph .ground { fill: #ffffff; }
.ast-graph .name { font-size: 18px; font-weight: 600; }
.ast-graph .quiet { fill: #59636e; }
.ast-graph .frame { fill: #f6f8fa; stroke: #d1d9e0; }
.ast-graph .card { fill: #ffffff; stroke: #c4ccd4; }
.ast-graph .sheet { fill: none; stroke: #c4ccd4; }
.ast-graph .outside .card { stroke-dasharray: 5 4; }
.ast-graph .kind { font-size: 10px; font-weight: 600; letter-spacing: 0.04em; }
.ast-graph .title { font-size: 14px; font-weight: 600; }
.ast-graph .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.ast-graph .rule { stroke: #e4e8ec; }
.ast-graph .wire { fill: none; stroke: #8b949e; stroke-width: 1.5; }
.ast-graph .head { fill: #6e7781; }
.ast-graph .label { fill: #424a53; font-size: 10.5px; }
.ast-graph .required { fill: #d1242f; }
.ast-graph .supplied { fill: none; stroke: #818b98; stroke-width: 1.5; }
.ast-graph .lock { fill: none; stroke: #818b98; stroke-width: 1.3; }
.ast-graph .agent .bar, .ast-graph .agent .kind { fill: #0969da; }
.ast-graph .model .bar, .ast-graph .model .kind { fill: #8250df; }
.ast-graph .knowledge .bar, .ast-graph .knowledge .kind { fill: #1a7f37; }
.ast-graph .integration .bar, .ast-graph .integration .kind { fill: #bf3989; }
.ast-graph .ingestion .bar, .ast-graph .ingestion .kind { fill: #9a6700; }
.ast-graph .messaging .bar, .ast-graph .messaging .kind { fill: #0550ae; }
.ast-graph .gateway .bar, .ast-graph .gateway .kind { fill: #1b7c83; }
.ast-graph .outside .bar, .ast-graph .outside .kind { fill: #59636e; }
.ast-graph .route .bar, .ast-graph .route .kind { fill: #59636e; }
.ast-graph .added .card { stroke: #1a7f37; stroke-width: 2.5; }
.ast-graph .removed .card { stroke: #d1242f; stroke-width: 2.5; stroke-dasharray: 3 4; }
.ast-graph .changed .card { stroke: #9a6700; stroke-width: 2.5; }
.ast-graph .wire.added { stroke: #1a7f37; }
.ast-graph .wire.removed { stroke: #d1242f; stroke-dasharray: 3 4; }
.ast-graph .head.added { fill: #1a7f37; }
.ast-graph .head.removed { fill: #d1242f; }
@media (prefers-color-scheme: dark) {
.ast-graph text { fill: #e6edf3; }
.ast-graph .ground { fill: #0d1117; }
.ast-graph .quiet { fill: #9198a1; }
.ast-graph .frame { fill: #151b23; stroke: #3d444d; }
.ast-graph .card { fill: #0d1117; stroke: #4a525c; }
.ast-graph .sheet { stroke: #4a525c; }
.ast-graph .rule { stroke: #2a313a; }
.ast-graph .wire { stroke: #6e7681; }
.ast-graph .head { fill: #8b949e; }
.ast-graph .label { fill: #b7bfc8; }
.ast-graph .required { fill: #f85149; }
.ast-graph .supplied, .ast-graph .lock { stroke: #8b949e; }
.ast-graph .agent .bar, .ast-graph .agent .kind { fill: #58a6ff; }
.ast-graph .model .bar, .ast-graph .model .kind { fill: #bc8cff; }
.ast-graph .knowledge .bar, .ast-graph .knowledge .kind { fill: #3fb950; }
.ast-graph .integration .bar, .ast-graph .integration .kind { fill: #f778ba; }
.ast-graph .ingestion .bar, .ast-graph .ingestion .kind { fill: #d29922; }
.ast-graph .messaging .bar, .ast-graph .messaging .kind { fill: #79c0ff; }
.ast-graph .gateway .bar, .ast-graph .gateway .kind { fill: #56d4dd; }
.ast-graph .outside .bar, .ast-graph .outside .kind { fill: #9198a1; }
.ast-graph .route .bar, .ast-graph .route .kind { fill: #9198a1; }
.ast-graph .added .card { stroke: #3fb950; }
.ast-graph .removed .card { stroke: #f85149; }
.ast-graph .changed .card { stroke: #d29922; }
.ast-graph .wire.added { stroke: #3fb950; }
.ast-graph .wire.removed { stroke: #f85149; }
.ast-graph .head.added { fill: #3fb950; }
.ast-graph .head.removed { fill: #f85149; }
}";
