import 'media-chrome/lang/zh-CN.js';
import { setLanguage } from 'media-chrome/utils/i18n.js';

// The controls' labels and ours must be in one language, which need not be `navigator.language`.
setLanguage(document.documentElement.lang);
