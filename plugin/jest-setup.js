import './.config/jest-setup';
import { configure } from '@testing-library/react';

// Looking up whether each element is visible takes most of the time, and the editors hide nothing by style.
configure({ defaultHidden: true, asyncUtilTimeout: 5000 });
jest.setTimeout(30_000);

// jsdom lays nothing out; the lists of Grafana's comboboxes show only what has a size, and measure text on a canvas.
const box = { x: 0, y: 0, top: 0, left: 0, width: 200, height: 200, right: 200, bottom: 200 };
Element.prototype.getBoundingClientRect = () => ({ ...box, toJSON: () => box });
Object.defineProperty(Element.prototype, 'clientHeight', { value: box.height });
Object.defineProperty(Element.prototype, 'clientWidth', { value: box.width });
HTMLElement.prototype.scrollTo = () => undefined;
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: text.length * 8 }) });
global.IntersectionObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
