// Compiles the styles, copies the scripts and typefaces, and names each file of a page by the digest of its content.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..", "..");
const modules = join(root, "node_modules");
const out = join(here, "..", "static");
const manifest = {};
const DAY = 24 * 60 * 60 * 1000;

function publish(name, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const dot = name.lastIndexOf(".");
  const named = `${name.slice(0, dot)}.${digest}${name.slice(dot)}`;
  const bytes = Buffer.from(content);
  writeFileSync(join(out, named), bytes);
  writeFileSync(join(out, `${named}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(out, `${named}.br`), brotliCompressSync(bytes));
  manifest[name] = named;
}

function copyTypefaces() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const wanted = { "source-sans-3": ["400Regular", "600SemiBold"], "source-serif-4": ["400Regular", "600SemiBold"] };
  mkdirSync(join(out, "fonts"), { recursive: true });
  for (const name of Object.keys(devDependencies).filter((name) => name.startsWith("@expo-google-fonts/"))) {
    for (const style of wanted[name.split("/")[1]] ?? ["400Regular"]) {
      const folder = join(modules, name, style);
      copyFileSync(join(modules, name, "LICENSE_FONT"), join(out, "fonts", `${name.split("/")[1]}-OFL.txt`));
      for (const file of readdirSync(folder).filter((file) => file.endsWith(".ttf"))) {
        copyFileSync(join(folder, file), join(out, "fonts", file));
      }
    }
  }
}

// A site that is being served goes on with the files of the build before: they leave a day later.
function removeOldFiles() {
  const kept = Object.values(manifest);
  for (const name of readdirSync(out).filter((name) => /\.[0-9a-f]{12}\./.test(name))) {
    const isOld = Date.now() - statSync(join(out, name)).mtimeMs > DAY;
    if (isOld && !kept.some((named) => name.startsWith(named))) rmSync(join(out, name));
  }
}

mkdirSync(out, { recursive: true });
copyTypefaces();
const styles = compile(join(here, "application.scss"), {
  loadPaths: [modules], style: "compressed", quietDeps: true,
});
publish("application.css", styles.css);
publish("govuk-frontend.js", readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js")));
publish("application.js", readFileSync(join(here, "application.js"), "utf8")
  .replace("./govuk-frontend.js", `./${manifest["govuk-frontend.js"]}`));
publish("favicon.svg", readFileSync(join(here, "favicon.svg")));
writeFileSync(join(out, "manifest.json.new"), JSON.stringify(manifest, null, 2));
renameSync(join(out, "manifest.json.new"), join(out, "manifest.json"));
removeOldFiles();
