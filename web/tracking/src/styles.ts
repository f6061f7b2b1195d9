// All style sheets, in the order in which they apply; they become app.css.
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/components.css';
import '../styles/table.css';
import '../styles/views.css';
import '../styles/trace.css';
