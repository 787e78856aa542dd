/**
 * What the mirror draws by itself: the masks of fields, the placeholders of pictures, the ring. Everything else is the page's own CSS.
 *
 * The desk's own scroll bar would narrow a page that a phone lays out without one.
 * Widths hang on the control alone (`design/2-session.png`), never on the value. `!important` throughout: the page's rules come from
 * the customer's side and must not redraw a mask.
 */
export const MIRROR_STYLE = `
html::-webkit-scrollbar, body::-webkit-scrollbar { display: none !important; }
html { scrollbar-width: none !important; }
.baton-field {
  all: initial !important; box-sizing: border-box !important; display: inline-flex !important; align-items: center !important;
  width: 150px !important; max-width: 100% !important; height: 28px !important; padding: 0 10px !important; border-radius: 6px !important;
  font: 13.5px/26px "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif !important;
  color: #5b616b !important; white-space: nowrap !important; overflow: hidden !important; text-overflow: ellipsis !important; vertical-align: middle !important;
}
.baton-field[data-control="id-number"] { width: 190px !important; }
.baton-field[data-control="number"], .baton-field[data-control="code"] { width: 96px !important; }
.baton-field[data-control="checkbox"] { width: 64px !important; }
.baton-field[data-control="upload"], .baton-field[data-control="signature"] { width: 100% !important; height: 96px !important; justify-content: center !important; }
.baton-field[data-control="face"] { width: 200px !important; height: 200px !important; border-radius: 100px !important; justify-content: center !important; }
.baton-field[data-state="filled"], .baton-field[data-state="masked"] { background: repeating-linear-gradient(135deg, #e9e9e4 0 5px, #f6f6f3 5px 10px) !important; }
.baton-field[data-state="empty"] { border: 1px dashed #c9c9c2 !important; color: #686d76 !important; background: none !important; }
.baton-field[data-state="format-error"] { background: #fcedeb !important; color: #bc2d24 !important; box-shadow: inset 0 0 0 1px #f3c7c2 !important; }
.baton-field[data-shown] { background: #fff !important; color: #1c2024 !important; border: 1px solid #dcdcd6 !important; }
.baton-field[data-shown][data-state="format-error"] { border-color: #f3c7c2 !important; color: #bc2d24 !important; }
.baton-field[data-ring] { outline: 2px solid #2754d8 !important; outline-offset: 4px !important; }
.baton-box { box-sizing: border-box !important; display: inline-block !important; max-width: 100% !important; border-radius: 4px !important; background: #ecece8 !important; vertical-align: middle !important; }
.baton-box[data-small] { background: rgba(120, 120, 110, 0.08) !important; }
`;
