import { describeUnitsOfWork } from "../test/unit-of-work-cases.ts";
import { useBlog } from "../test/use-blog.ts";

describeUnitsOfWork(useBlog);
