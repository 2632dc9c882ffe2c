using Microsoft.Win32.SafeHandles;

namespace Judger.Inference.Files;

/// <summary>A file that stays open, so that a change of its bytes is noticed. Safe for several threads at once.</summary>
internal sealed class WatchedFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Lock _lock = new();
    private FileStatus _status;
    private bool _isLeased;

    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public WatchedFile(string path)
    {
        Location = path;
        _file = FolderFile.Open(path);
        _isLeased = FileLease.TryTake(_file);
        _status = FileStatus.Of(_file);
    }

    /// <summary>The file's path.</summary>
    public string Location { get; }

    /// <summary>Whether the file is as it was at some time.</summary>
    public bool Is(FileStatus status) => _status == status;

    /// <summary>Whether the file was written or cut off since it was opened. Takes less than a microsecond.</summary>
    public bool IsWritten => !HasSameBytes(FileStatus.Of(_file), _status);

    /// <summary>
    /// Whether the file was or is about to be changed. Where its status says neither, but that it was touched, as by a new name or a time of writing that was
    /// set back, its bytes are read again.
    /// </summary>
    /// <param name="isSame">Compares the bytes of a stream with those that the file should have.</param>
    public bool IsChanged(Func<Stream, bool> isSame)
    {
        lock (_lock)
        {
            if (_isLeased && FileLease.IsAskedBack(_file)) return true;
            var status = FileStatus.Of(_file);
            if (!HasSameBytes(status, _status)) return true;
            if (status == _status) return false;

            // A stream owns its handle, and disposing it would close the file.
            using var again = new FileStream(new SafeFileHandle(_file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 1 << 16);
            again.Position = 0;
            if (!isSame(again)) return true;
            _status = status;
            return false;
        }
    }

    /// <summary>Lets those go on who wait to change the file.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (_isLeased) FileLease.Return(_file);
            _isLeased = false;
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool HasSameBytes(FileStatus one, FileStatus other) => one.Bytes == other.Bytes && one.Written == other.Written;
}
