using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Studies.Reports;

/// <summary>How the report looks: on a laptop, on a phone, in the dark and on paper.</summary>
internal static class PageStyle
{
    public static readonly string Css = Theme.Colours(":root") + Theme.Drawing + """

        *{box-sizing:border-box}
        html{color-scheme:light dark;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
        main{max-width:1180px;margin:0 auto;padding:24px 20px 48px}
        h1{font-size:26px;line-height:1.2;margin:0 0 4px}
        h2{font-size:18px;margin:0 0 10px}
        h3{font-size:13px;margin:16px 0 2px;color:var(--muted);font-weight:600}
        p{margin:0 0 6px;max-width:80ch}
        .description{font-size:16px}
        .facts,.quiet,figcaption{color:var(--muted);font-size:13px}
        figcaption b{color:var(--ink)}
        section{background:var(--surface);border:1px solid var(--grid);border-radius:10px;padding:18px 20px;margin:16px 0}
        .headline{font-size:20px;line-height:1.35;font-weight:600;max-width:74ch;margin:0}
        .verdict{border-left:5px solid var(--best)}
        .verdict ol{margin:2px 0 0;padding-left:22px;max-width:82ch}.verdict li{margin-bottom:4px}
        .caveat{margin-top:14px;padding-top:12px;border-top:1px solid var(--grid)}
        table{border-collapse:collapse;font-size:14px}
        th,td{text-align:left;padding:7px 10px;border-bottom:1px solid var(--grid);vertical-align:top;overflow-wrap:normal}
        thead th{color:var(--muted);font-size:12px;font-weight:600;vertical-align:bottom;border-bottom:2px solid var(--grid)}
        tfoot th,tfoot td{border-bottom:0;border-top:2px solid var(--grid);font-weight:600}
        tbody th{font-weight:500}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td.quiet{font-size:14px}
        .board{width:100%}.board .name{min-width:180px;overflow-wrap:anywhere}.board td.chart,.board th.chart{padding:4px 6px;width:230px}.board .place{color:var(--muted)}
        .badge{display:inline-block;font-size:11px;line-height:1.5;padding:0 7px;border-radius:9px;border:1px solid var(--muted);color:var(--muted);vertical-align:middle}
        .badge.good{border-color:var(--good);color:var(--good)}.badge.warn{border-color:var(--warn);color:var(--warn)}
        .drawing{display:block;max-width:100%;height:auto}
        .drawing .faint{opacity:.45}
        figure{margin:0;min-width:0}
        .curves{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:22px 18px}
        .curves figcaption{font-size:14px;margin-bottom:2px}
        .pair{display:flex;flex-wrap:wrap;gap:24px 48px;margin:12px 0 18px;align-items:flex-start}.pair figcaption{max-width:44ch;margin-top:6px}
        .columns{display:grid;grid-template-columns:1fr 1fr;gap:0 44px}
        .parameters thead th{max-width:160px;white-space:normal;overflow-wrap:anywhere}.parameters td{white-space:normal}
        .mistakes{display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:20px;margin-top:12px}
        .mistakes figure>div{display:grid;grid-template-columns:1fr 1fr;gap:4px}
        .mistakes img{width:100%;height:auto;aspect-ratio:1;border-radius:4px;display:block;background:var(--grid)}
        .photos td.bars{vertical-align:middle}
        .mistakes figcaption{margin-top:6px;overflow-wrap:anywhere}
        .photos{max-width:640px;width:100%}.photos .bars{width:210px;vertical-align:middle}
        .photos .tr{color:var(--train)}.photos .va{color:var(--val)}
        .warnings li{color:var(--warn)}
        code{font:.87em ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
        .notes{display:grid;grid-template-columns:max-content 1fr;gap:8px 18px;margin:0;font-size:13px}.notes dt{font-weight:600}.notes dd{margin:0;color:var(--muted);max-width:90ch}
        @media (max-width:760px){
        main{padding:14px 10px 32px}section{padding:14px 12px}.columns{grid-template-columns:1fr}h1{font-size:22px}.headline{font-size:17px}
        .notes{grid-template-columns:1fr;gap:2px}.notes dd{margin-bottom:8px}
        .cards,.cards thead,.cards thead tr,.cards tbody,.cards tfoot{display:block;width:100%}.cards thead th{display:none}.cards thead th.chart{display:block;width:100%;border:0;padding:0}
        .cards tbody tr,.cards tfoot tr{display:grid;grid-template-columns:repeat(3,1fr);gap:4px 10px;padding:10px 0;border-bottom:1px solid var(--grid)}
        .cards tbody td,.cards tbody th,.cards tfoot td,.cards tfoot th{display:block;border:0;padding:0;text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:0}
        .cards tbody th,.cards tfoot th{grid-column:1/-1;font-weight:600}
        .cards td[data-label]::before{content:attr(data-label);display:block;font-size:11px;font-weight:400;color:var(--muted)}.cards td:empty{display:none}
        .board tbody td.place{display:none}.board tbody td.name{grid-column:1/-1;min-width:0;order:-2}.board tbody td.chart{grid-column:1/-1;width:100%;padding:0;order:-1}
        .board .drawing{width:100%}
        .photos .bars{width:auto}th,td{padding:6px 6px}
        }
        @media print{
        body{background:#fff;font-size:11pt}main{max-width:none;padding:0}section{border:0;border-radius:0;padding:0;margin:0 0 16pt}.verdict{border:0}
        figure,tr,li,.headline{break-inside:avoid}h2,h3{break-after:avoid}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        }
        """;
}
