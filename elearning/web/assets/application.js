// An extra, never a need: focus on error summaries, one submit for a double click, the menu of a narrow screen.
import { Button, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink, createAll } from "./govuk-frontend.js";

createAll(Button);
createAll(ErrorSummary);
createAll(NotificationBanner);
createAll(PasswordInput);
createAll(ServiceNavigation);
createAll(SkipLink);
