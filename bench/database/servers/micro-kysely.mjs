// Micro with the fast path of @micro-web/orm: `db.kysely()`.
import { listen } from "../micro-blog.mjs";

await listen(true);
