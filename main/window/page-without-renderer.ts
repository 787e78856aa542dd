/** What the window says when the installation holds no renderer: better than an empty window. */
export const pageWithoutRenderer = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>续接 Baton</title>
<style>body{margin:0;display:grid;place-content:center;height:100vh;font:14px/20px system-ui,"Noto Sans CJK SC",sans-serif;background:Canvas;color:CanvasText;color-scheme:light dark}</style>
<main>
<h1>工作台界面没有安装完整</h1>
<p>请重新安装续接；在开发目录中请先运行 <code>npm run build</code>。</p>
<p lang="en">The workbench's pages are missing. Install Baton again, or run <code>npm run build</code> in a development tree.</p>
</main>
`;
