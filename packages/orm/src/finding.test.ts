import { describeFaults } from "../test/fault-cases.ts";
import { describeFinding } from "../test/finding-cases.ts";
import { describeLists } from "../test/list-cases.ts";
import { useBlog } from "../test/use-blog.ts";

describeFinding(useBlog);
describeFaults(useBlog);
describeLists(useBlog);
