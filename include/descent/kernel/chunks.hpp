// SPDX-License-Identifier: MIT
// Chunks: the rows of a training set in pieces that do not depend on the number of threads.
#pragma once

#include <Eigen/Core>

#include <algorithm>

namespace descent::kernel {

using Eigen::Index;

/// Cuts m rows into chunks by their number and width alone. A pass sums each chunk for itself and
/// adds the sums in the order of the chunks, so that its bits are the same on any number of
/// threads.
///
/// Chunks of a megabyte keep many threads busy and make the sums' own memory not worth a thought;
/// there are at most 128 of them, and where there are many, a multiple of eight if the unit allows:
/// as many for each of two, four or eight threads.
class Chunks {
public:
    /// @param rows           m; >= 1
    /// @param bytes_per_row  what a row takes in memory, on average; > 0
    /// @param unit           chunks, but for the last, are a multiple of so many rows; >= 1
    Chunks(Index rows, double bytes_per_row, Index unit = 16) : rows_{rows} {
        constexpr double bytes = 1 << 20;
        constexpr Index most = 128;
        const double fitting = (std::min)(bytes / bytes_per_row, static_cast<double>(rows));
        Index length = (std::max)(static_cast<Index>(fitting), (rows - 1) / most + 1);
        const Index count = (rows - 1) / length + 1;
        if (count > 16) {
            length = (rows - 1) / ((count + 7) / 8 * 8) + 1;
        }
        length_ = (length + unit - 1) / unit * unit;
        count_ = (rows - 1) / length_ + 1;
    }

    Index count() const { return count_; }
    Index begin(Index chunk) const { return chunk * length_; }
    Index end(Index chunk) const { return (std::min)(rows_, (chunk + 1) * length_); }

private:
    Index rows_;
    Index length_;
    Index count_;
};

} // namespace descent::kernel
