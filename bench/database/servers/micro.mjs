// Micro with @micro-web/orm: entities. `micro-kysely.mjs` is its fast path.
import { listen } from "../micro-blog.mjs";

await listen(false);
