interface DockOptions {
    readonly port?: MessagePort;
    readonly height?: number;
}
interface DockedInspector {
    close(): void;
}
declare function dockInspector({ port, height }?: DockOptions): DockedInspector;
export { dockInspector };
export type { DockOptions, DockedInspector };
